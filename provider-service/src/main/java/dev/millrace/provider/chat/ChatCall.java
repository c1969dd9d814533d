package dev.millrace.provider.chat;

import dev.millrace.provider.attempt.RequestBody;
import java.time.Instant;

/**
 * One chat call.
 *
 * @param model the provider's own name of the model
 * @param body what the caller asked, OpenAI's chat completion request
 * @param stream ask the provider for a stream and hand its parts to the sink
 * @param deadline when the answer is of no use any more
 */
public record ChatCall(String model, RequestBody body, boolean stream, Instant deadline) {}
