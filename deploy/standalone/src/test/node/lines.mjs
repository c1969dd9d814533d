// A reporter: one line of JSON for each test.
export default async function* lines(events) {
  for await (const { type, data } of events) {
    if (type !== "test:pass" && type !== "test:fail") continue;
    const error = data.details.error?.cause ?? data.details.error;
    yield JSON.stringify({
      name: data.name,
      passed: type === "test:pass" && !data.skip && !data.todo,
      error: error ? String(error.stack ?? error) : "",
    }) + "\n";
  }
}
