// How the tests use the official client for Node: what NodeClientTest starts them with, and helpers.
import { randomUUID } from "node:crypto";
import OpenAI from "openai";

const variable = (name) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: these tests are started by NodeClientTest`);
  return value;
};

const BASE = variable("MILLRACE_URL");
const UPSTREAM = variable("UPSTREAM_URL");

export const KEY = variable("MILLRACE_KEY");
export const RESTRICTED_KEY = variable("MILLRACE_RESTRICTED_KEY");
export const CHAT = "scripted-chat";
export const SLASHED = "org/scripted-chat";
export const EMBEDDING = "scripted-embedding";

/** A client and what went over its wire, below its retries. */
export function tapped({ onStatus = async () => {}, ...options } = {}) {
  const attempts = [];
  const client = new OpenAI({
    baseURL: `${BASE}/v1`,
    apiKey: KEY,
    timeout: 60_000,
    ...options,
    fetch: async (url, init) => {
      const retry = new Headers(init.headers).get("x-stainless-retry-count");
      const sent = performance.now();
      const response = await fetch(url, init);
      const { status, headers } = response;
      attempts.push({ retry, status, headers, sent, answered: performance.now() });
      await onStatus(status);
      return response;
    },
  });
  return { client, attempts };
}

export const client = (options) => tapped({ maxRetries: 0, ...options }).client;

/** What a prompt asks of the scripted upstream: see Script.java. */
export const script = (say, more = {}) => ({ nonce: randomUUID(), say, ...more });

export const ask = (told, more = {}) => ({
  model: CHAT,
  messages: [{ role: "user", content: typeof told === "string" ? told : JSON.stringify(told) }],
  ...more,
});

/** The bodies that the upstream was sent for a script. */
export const calls = async ({ nonce }) => (await fetch(`${UPSTREAM}/calls/${nonce}`)).json();

export const release = ({ nonce }) => fetch(`${UPSTREAM}/release/${nonce}`, { method: "POST" });

export const cancel = (id) =>
  fetch(`${BASE}/api/v1/llm/query/${id}`, {
    method: "DELETE",
    headers: { authorization: `Bearer ${KEY}` },
  });

export const all = async (stream) => {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
};

export const text = (chunks) =>
  chunks.flatMap((chunk) => chunk.choices.map((choice) => choice.delta.content ?? "")).join("");

/** Reads an answer that may still be on its way. */
export const ended = (reader, id) => reader.chat.completions.retrieve(id, { maxRetries: 30 });

/** Milliseconds between the first answer and the second request. */
export const pause = ([first, second]) => second.sent - first.answered;
