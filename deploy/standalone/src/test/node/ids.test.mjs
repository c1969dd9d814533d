// Answers read by id with the official client for Node. Each test is a cell of docs/clients.md.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, ended, release, script, tapped } from "./sdk.mjs";

const { client } = tapped();

test("reads a completion by id", async () => {
  const answered = await client.chat.completions.create(ask(script("one two")));
  const read = await ended(client, answered.id);

  assert.deepEqual({ ...read }, { ...answered });
});

test("finishes a stored stream after its client left", async () => {
  const told = script("one two three", { hold: true });
  const stream = await client.chat.completions.create(ask(told, { stream: true, store: true }));
  const { value } = await stream[Symbol.asyncIterator]().next();
  stream.controller.abort();
  await release(told);
  const completion = await ended(client, value.id);

  assert.equal(completion.choices[0].message.content, "one two three");
});

test("returns the metadata of a stored answer", async () => {
  const metadata = { project: 'späte "Züge"' };
  const answered = await client.chat.completions.create(
    ask(script("one"), { store: true, metadata }),
  );

  assert.deepEqual((await ended(client, answered.id)).metadata, metadata);
});
