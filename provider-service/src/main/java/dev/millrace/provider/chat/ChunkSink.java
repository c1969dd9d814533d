package dev.millrace.provider.chat;

/** Takes the parts of a streamed answer as they come, on the thread of the call, in order. */
@FunctionalInterface
public interface ChunkSink {

    /**
     * Takes the next part.
     *
     * @param model the model as the provider names the one that answers
     * @param choices JSON, UTF-8: the normalised {@code choices} array of a chat.completion.chunk;
     *     the first delta of a choice carries the role
     */
    void accept(String model, byte[] choices) throws InterruptedException;
}
