package dev.millrace.provider.upstream;

import java.time.Duration;

/**
 * How long to wait for a provider; the request's deadline ends everything.
 *
 * @param connect for the connection
 * @param firstToken from the call to the first part of a stream; plain answers are only bound by
 *     the deadline, because a provider says nothing while it thinks
 * @param idle between two reads once an answer has begun
 * @param answerLimit most bytes of one answer
 */
public record Patience(Duration connect, Duration firstToken, Duration idle, int answerLimit) {}
