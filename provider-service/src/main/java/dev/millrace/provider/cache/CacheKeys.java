package dev.millrace.provider.cache;

import dev.millrace.events.Candidate;
import dev.millrace.events.ExecutionReady;
import dev.millrace.events.Grounding;
import dev.millrace.events.Passage;
import dev.millrace.events.RequestHead;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.attempt.TenantKey;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/**
 * What must be equal for two requests to have one answer: the tenant, who would be asked and with
 * which defaults, the prompt's version, what was found for it, and everything the body says that
 * can change an answer, thinking included. A member nobody knows counts: a hit too few is cheaper
 * than a wrong one.
 */
final class CacheKeys {

    /**
     * They change how an answer is sent, booked, billed or watched over, not what it is. The model
     * counts as the candidate's, retrieval as what it found.
     */
    private static final Set<String> WITHOUT_EFFECT =
            Set.of(
                    "model",
                    "stream",
                    "stream_options",
                    "metadata",
                    "user",
                    "safety_identifier",
                    "prompt_cache_key",
                    "prompt_cache_retention",
                    "service_tier",
                    "store",
                    "retrieval");

    private static final byte[] NOTHING = CanonicalJson.digest(new byte[] {'{', '}'});

    private CacheKeys() {}

    /**
     * The key of a request that {@code candidate} would be asked.
     *
     * @param said the body as it would be sent, passages included
     * @throws IllegalArgumentException when the body is no JSON
     */
    static TenantKey of(ExecutionReady ready, Candidate candidate, RequestBody said) {
        RequestHead head = ready.getRequest().getHead();
        MessageDigest digest = CanonicalJson.sha256();
        CanonicalJson.text(digest, 'p', candidate.getProvider());
        CanonicalJson.text(digest, 'm', candidate.getModel());
        CanonicalJson.text(digest, 'o', head.getOperation().name());
        CanonicalJson.text(digest, 'r', head.getAuthority().getRetention().name());
        CanonicalJson.text(digest, 'v', ready.getPlan().getPromptVersion().orElse(""));
        CanonicalJson.text(digest, 'd', candidate.getDefaults());
        ready.getGrounding().ifPresent(grounding -> grounding(digest, grounding));
        digest.update(body(said));
        return new TenantKey(
                head.getAuthority().getOwner().getTenant(),
                HexFormat.of().formatHex(digest.digest()));
    }

    private static void grounding(MessageDigest digest, Grounding grounding) {
        CanonicalJson.text(digest, 'k', grounding.getKnowledgeBase());
        for (Passage passage : grounding.getPassages()) {
            CanonicalJson.text(digest, 'i', passage.getPassageId());
        }
    }

    private static byte[] body(RequestBody said) {
        MessageDigest digest = CanonicalJson.sha256();
        digest.update(CanonicalJson.digest(said.bytes(), name -> counts(name, said)));
        // What it says of the cache itself decides whether to look, not what is found.
        byte[] ours =
                said.value("millrace")
                        .map(json -> CanonicalJson.digest(json, name -> !name.equals("cache")))
                        .orElse(NOTHING);
        if (!Arrays.equals(ours, NOTHING)) {
            digest.update(ours);
        }
        return digest.digest();
    }

    private static boolean counts(String name, RequestBody said) {
        return switch (name) {
            case "millrace" -> false;
            // Only who takes nothing less than was asked can be refused what others are given.
            case "drop_params" -> said.is(name, "false");
            default -> !WITHOUT_EFFECT.contains(name);
        };
    }
}
