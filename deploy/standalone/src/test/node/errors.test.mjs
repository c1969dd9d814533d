// Failures, as the official client for Node raises them. Each test is a cell of docs/clients.md.
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "openai";
import { ask, cancel, client, ended, release, RESTRICTED_KEY, script, tapped, text } from "./sdk.mjs";

const openai = client();

/** The error of a request that must fail as one of `type`, with all that the SDK reads. */
async function refused(type, request, { from = openai, options } = {}) {
  let raised;
  await assert.rejects(from.chat.completions.create(request, options), (error) => {
    raised = error;
    return true;
  });
  assert.ok(raised instanceof type, `${raised.constructor.name}: ${raised.message}`);
  assert.equal(typeof raised.code, "string");
  assert.equal(typeof raised.type, "string");
  assert.ok(raised.requestID);
  return raised;
}

test("raises 400 as a bad request", async () => {
  const request = ask(script("x"), { max_completion_tokens: -1 });
  const ours = await refused(OpenAI.BadRequestError, request);
  assert.equal(ours.code, "invalid_value");
  assert.equal(ours.param, "max_completion_tokens");
  assert.equal(ours.type, "invalid_request_error");
  assert.match(ours.message, /max_completion_tokens/);

  const theirs = await refused(OpenAI.BadRequestError, ask(script("x", { fail: [400] })));
  assert.equal(theirs.param, "temperature");
});

test("raises 401 as a failed authentication", async () => {
  const wrong = client({ apiKey: "sk-wrong" });
  const error = await refused(OpenAI.AuthenticationError, ask(script("x")), { from: wrong });

  assert.equal(error.code, "invalid_api_key");
});

test("raises 403 as a refused permission", async () => {
  const restricted = client({ apiKey: RESTRICTED_KEY });
  const error = await refused(OpenAI.PermissionDeniedError, ask(script("x")), { from: restricted });

  assert.equal(error.code, "model_not_allowed");
});

test("raises 404 as not found", async () => {
  const error = await refused(OpenAI.NotFoundError, ask("x", { model: "no-such-model" }));
  assert.equal(error.code, "model_not_found");

  await assert.rejects(
    openai.chat.completions.retrieve("chatcmpl-01990000-0000-7000-8000-000000000000"),
    (unknown) => unknown instanceof OpenAI.NotFoundError && unknown.code === "not_found",
  );
});

test("raises 409 as a conflict", async () => {
  const held = script("one two", { hold: true });
  const { client: listening, attempts } = tapped();
  const stream = await listening.chat.completions.create(ask(held, { stream: true, store: true }));
  const { value } = await stream[Symbol.asyncIterator]().next();
  assert.equal((await cancel(value.id)).status, 202);
  await release(held);

  await assert.rejects(
    ended(listening, value.id),
    (error) => error instanceof OpenAI.ConflictError && error.code === "cancelled",
  );
  assert.equal(attempts.at(-1).headers.get("x-should-retry"), "false");
  stream.controller.abort();
});

test("raises 422 as unprocessable", async () => {
  const first = script("one");
  const options = { headers: { "Idempotency-Key": first.nonce } };
  await openai.chat.completions.create(ask(first), options);
  const other = ask(script("two"));
  const error = await refused(OpenAI.UnprocessableEntityError, other, { options });

  assert.equal(error.code, "idempotency_mismatch");
});

test("raises 429 as a rate limit", async () => {
  const busy = script("x", { fail: [429, 429, 429, 429], retryAfter: "1" });
  const error = await refused(OpenAI.RateLimitError, ask(busy));

  assert.equal(error.code, "rate_limit_exceeded");
  assert.equal(error.headers.get("retry-after"), "1");
  assert.equal(error.headers.get("x-should-retry"), "true");
});

test("raises 5xx as a server error", async () => {
  const held = script("x", { hold: true });
  const broken = ask(script("x", { fail: [500, 500, 500, 500] }));
  const overloaded = ask(script("x", { fail: [503, 503, 503, 503] }));
  const options = { headers: { "x-millrace-timeout": "0.5" } };

  assert.equal((await refused(OpenAI.InternalServerError, broken)).status, 502);
  assert.equal((await refused(OpenAI.InternalServerError, overloaded)).status, 503);
  assert.equal((await refused(OpenAI.InternalServerError, ask(held), { options })).status, 504);
  await release(held);
});

test("raises an error inside a stream", async () => {
  const broken = ask(script("one two", { cut: true }), { stream: true });
  const received = [];
  await assert.rejects(
    async () => {
      for await (const chunk of await openai.chat.completions.create(broken)) received.push(chunk);
    },
    (error) => error instanceof OpenAI.APIError && error.code === "upstream_interrupted",
  );
  assert.equal(text(received), "one");
});
