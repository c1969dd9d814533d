package dev.millrace.provider.catalog;

import dev.millrace.provider.chat.ChatProvider;
import dev.millrace.provider.embedding.EmbeddingProvider;

/**
 * A provider this instance can call.
 *
 * @param id its name in model ids, plans and metrics
 * @param kind its type: which vendor it is, as the list of known models names it
 * @param address where it is; shown to operators, never with a credential
 * @param models its list
 * @param thinkTags its models may put their thinking between tags into the text
 */
public record Provider(
        String id,
        String kind,
        String address,
        ChatProvider chat,
        EmbeddingProvider embeddings,
        ModelSource models,
        boolean thinkTags) {

    public ModelOrigin origin() {
        return new ModelOrigin(id, kind, thinkTags, models::behind);
    }
}
