// Answers, as the official client for Node reads them. Each test is a cell of docs/clients.md.
import assert from "node:assert/strict";
import { test } from "node:test";
import { zodResponseFormat } from "openai/helpers/zod";
import { z } from "zod";
import { all, ask, calls, CHAT, client, EMBEDDING, script, SLASHED, text } from "./sdk.mjs";

const openai = client();

const ARGUMENTS = '{"city": "Paris", "days": 2}';
const FORECAST = {
  type: "function",
  function: {
    name: "forecast",
    parameters: {
      type: "object",
      properties: { city: { type: "string" }, days: { type: "integer" } },
      required: ["city"],
    },
  },
};

const USAGE = {
  prompt_tokens: 7,
  completion_tokens: 3,
  total_tokens: 10,
  prompt_tokens_details: { cached_tokens: 3 },
  completion_tokens_details: { reasoning_tokens: 2 },
};

test("answers plainly", async () => {
  const completion = await openai.chat.completions.create(ask(script("Guten Tag, 世界 🌍")));

  assert.equal(completion.choices[0].message.content, "Guten Tag, 世界 🌍");
  assert.equal(completion.choices[0].finish_reason, "stop");
  assert.equal(completion.object, "chat.completion");
  assert.equal(completion.model, CHAT);
  assert.match(completion.id, /^chatcmpl-/);
});

test("names the model that auto chose", async () => {
  const completion = await openai.chat.completions.create(ask("Hello", { model: "auto" }));

  assert.ok(completion.model);
  assert.notEqual(completion.model, "auto");
  assert.ok(completion.choices[0].message.content);
});

test("tells the request id of an answer", async () => {
  const completion = await openai.chat.completions.create(ask(script("Hello")));

  assert.equal(`chatcmpl-${completion._request_id}`, completion.id);
});

test("streams an answer", async () => {
  const chunks = await all(
    await openai.chat.completions.create(ask(script("one two 三"), { stream: true })),
  );

  assert.equal(text(chunks), "one two 三");
  assert.equal(new Set(chunks.map((chunk) => chunk.id)).size, 1);
  assert.ok(chunks.every((chunk) => chunk.object === "chat.completion.chunk" && !chunk.usage));
  assert.equal(chunks[0].choices[0].delta.role, "assistant");
  assert.equal(chunks.at(-1).choices[0].finish_reason, "stop");
  assert.ok(chunks.filter((chunk) => text([chunk])).length > 1);
});

test("rebuilds a stream with its own helper", async () => {
  const runner = openai.chat.completions.stream(ask(script("one two three")));
  const deltas = [];
  runner.on("content", (delta) => deltas.push(delta));
  const completion = await runner.finalChatCompletion();

  assert.equal(completion.choices[0].message.content, "one two three");
  assert.equal(completion.choices[0].finish_reason, "stop");
  assert.equal(deltas.join(""), "one two three");
});

test("tells the usage of an answer", async () => {
  const completion = await openai.chat.completions.create(ask(script("one two three")));

  assert.deepEqual(completion.usage, USAGE);
});

test("tells the usage at the end of a stream", async () => {
  const options = { stream: true, stream_options: { include_usage: true } };
  const chunks = await all(
    await openai.chat.completions.create(ask(script("one two three"), options)),
  );

  assert.deepEqual(chunks.at(-1).choices, []);
  assert.deepEqual(chunks.at(-1).usage, USAGE);
  assert.ok(chunks.slice(0, -1).every((chunk) => chunk.usage === null));
});

test("lists models", async () => {
  const ids = (await all(await openai.models.list())).map((model) => model.id);

  for (const id of ["auto", "simulator-small", CHAT, SLASHED, EMBEDDING]) {
    assert.ok(ids.includes(id), `${id} in ${ids}`);
  }
});

test("retrieves a model", async () => {
  const model = await openai.models.retrieve(SLASHED);

  assert.equal(model.id, SLASHED);
  assert.equal(model.object, "model");
  assert.equal(model.owned_by, "openai");
  assert.equal(typeof model.created, "number");
});

test("embeds texts", async () => {
  const packed = await openai.embeddings.create({ model: EMBEDDING, input: "four" });
  const plain = await openai.embeddings.create({
    model: EMBEDDING,
    input: ["four", "seventh"],
    encoding_format: "float",
  });

  assert.deepEqual(Array.from(packed.data[0].embedding), [4, 0.25]);
  assert.deepEqual(
    plain.data.map((item) => item.embedding),
    [
      [4, 0.25],
      [7, 1.25],
    ],
  );
  assert.equal(plain.usage.prompt_tokens, 2);
});

test("calls a tool", async () => {
  const told = script(ARGUMENTS);
  const request = ask(told, { tools: [FORECAST] });
  const { choices } = await openai.chat.completions.create(request);
  const [call] = choices[0].message.tool_calls;

  assert.equal(choices[0].finish_reason, "tool_calls");
  assert.equal(call.function.name, "forecast");
  assert.equal(call.function.arguments, ARGUMENTS);
  assert.deepEqual((await calls(told))[0].tools, [FORECAST]);

  request.messages.push(choices[0].message, {
    role: "tool",
    tool_call_id: call.id,
    content: "sunny",
  });
  const answer = await openai.chat.completions.create(request);
  assert.equal(answer.choices[0].message.content, "The tool says: sunny");
});

test("streams a tool call", async () => {
  const runner = openai.chat.completions.stream(ask(script(ARGUMENTS), { tools: [FORECAST] }));
  const { choices } = await runner.finalChatCompletion();
  const [call] = choices[0].message.tool_calls;

  assert.equal(choices[0].finish_reason, "tool_calls");
  assert.ok(call.id);
  assert.equal(call.function.name, "forecast");
  assert.equal(call.function.arguments, ARGUMENTS);
});

test("parses a structured answer", async () => {
  const Weather = z.object({ city: z.string(), degrees: z.number().int() });
  const told = script('{"city": "Paris", "degrees": 21}');
  const format = zodResponseFormat(Weather, "weather");
  const { choices } = await openai.chat.completions.parse(ask(told, { response_format: format }));

  assert.deepEqual(choices[0].message.parsed, { city: "Paris", degrees: 21 });
  const sent = (await calls(told))[0].response_format;
  assert.deepEqual(sent, JSON.parse(JSON.stringify(format)));
  assert.equal(sent.json_schema.strict, true);
});
