package dev.millrace.proof.costs;

/**
 * One line of the upstream's log: a call and what its caller was told of it.
 *
 * @param provider whom the caller meant, by the address it called
 * @param kind how the call went
 * @param input tokens, cached and written ones among them
 * @param output tokens, reasoning ones among them
 * @param serviceTier as the answer named it; empty when it named none
 */
record PricedCall(
        long call,
        String provider,
        String model,
        Kind kind,
        long input,
        long output,
        long cached,
        long written,
        long reasoning,
        String serviceTier) {

    /** How a call goes, as its prompt asks for. */
    enum Kind {
        /** Answered whole. */
        PLAIN,
        /** Answered as a stream. */
        STREAM,
        /** Refused: nothing was done and nothing is charged. */
        REFUSED,
        /** The stream breaks off after its usage was told: it is charged. */
        BROKEN,
        /** The caller leaves a stream that goes on: what was told by then is charged. */
        LEFT
    }

    /** {@code provider/model}. */
    String id() {
        return provider + "/" + model;
    }
}
