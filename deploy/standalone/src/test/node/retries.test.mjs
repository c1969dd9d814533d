// The automatic retries of the official client for Node. Each test is a cell of docs/clients.md.
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "openai";
import { ask, calls, pause, release, script, tapped } from "./sdk.mjs";

const statuses = (attempts) => attempts.map((attempt) => attempt.status);

test("retries 503", async () => {
  const { client, attempts } = tapped();
  // The product itself asks a failing provider four times when there is no other.
  const told = script("at last", { fail: [503, 503, 503, 503] });
  const completion = await client.chat.completions.create(ask(told));

  assert.equal(completion.choices[0].message.content, "at last");
  assert.deepEqual(statuses(attempts), [503, 200]);
  assert.equal(attempts[1].retry, "1");
  assert.equal(attempts[0].headers.get("x-should-retry"), "true");
  assert.equal((await calls(told)).length, 5);
});

test("waits as long as it is told", async () => {
  const { client, attempts } = tapped();
  // Without the header the first pause would be half a second.
  const told = script("at last", { fail: [503, 503, 503, 503], retryAfter: "1" });
  const completion = await client.chat.completions.create(ask(told));

  assert.equal(completion.choices[0].message.content, "at last");
  assert.equal(attempts[0].headers.get("retry-after"), "1");
  assert.equal(attempts[0].headers.get("retry-after-ms"), "1000");
  // A timer of Node may fire within the millisecond before.
  assert.ok(pause(attempts) >= 998, `${pause(attempts)}`);
});

test("does not retry what will not help", async () => {
  const { client, attempts } = tapped();
  const told = script("never", { fail: [401, 401] });
  await assert.rejects(
    client.chat.completions.create(ask(told)),
    (error) =>
      error instanceof OpenAI.InternalServerError && error.code === "upstream_authentication",
  );

  assert.equal(attempts.length, 1);
  assert.equal(attempts[0].headers.get("x-should-retry"), "false");
  assert.equal((await calls(told)).length, 1);
});

test("retries 409 until the answer is there", async () => {
  const told = script("one two three", { hold: true });
  const onStatus = async (status) => status === 409 && release(told);
  const { client, attempts } = tapped({ onStatus });
  const stream = await client.chat.completions.create(ask(told, { stream: true }));
  const { value } = await stream[Symbol.asyncIterator]().next();
  const completion = await client.chat.completions.retrieve(value.id);
  stream.controller.abort();

  assert.equal(completion.choices[0].message.content, "one two three");
  const reads = attempts.slice(1);
  assert.equal(reads[0].status, 409);
  assert.equal(reads[0].headers.get("x-should-retry"), "true");
  assert.equal(reads.at(-1).status, 200);
  assert.ok(pause(reads) >= 998, `${pause(reads)}`);
});

test("asks once for one idempotency key", async () => {
  const { client } = tapped();
  const told = script("only once");
  const options = { headers: { "Idempotency-Key": told.nonce } };
  const first = await client.chat.completions.create(ask(told), options);
  const second = await client.chat.completions.create(ask(told), options);

  assert.equal(second.id, first.id);
  assert.equal(second.choices[0].message.content, "only once");
  assert.equal((await calls(told)).length, 1);
});
