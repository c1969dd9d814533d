package dev.millrace.proof.upstream;

import java.time.Instant;

/**
 * One line of the upstream's log. A call is written twice: when it starts (`ending` is `started`)
 * and when it is over.
 *
 * @param call number of the call, unique within the upstream's life
 * @param nonce what the prompt carried, or empty
 * @param at when this line was written
 * @param ending `started`, `done`, `refused` (a fault was asked for) or `gone` (the caller left)
 * @param promptTokens as reported to the caller
 * @param completionTokens as reported, or the words sent before the caller left
 */
public record Call(
        long call,
        String nonce,
        String model,
        boolean stream,
        Instant at,
        String ending,
        long promptTokens,
        long completionTokens) {}
