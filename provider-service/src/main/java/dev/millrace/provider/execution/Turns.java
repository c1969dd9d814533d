package dev.millrace.provider.execution;

import dev.millrace.events.Candidate;
import dev.millrace.events.CandidateUse;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is: the plan's candidates in order, those listed for an overflowing context or a
 * refusing content policy only after one. Pure.
 */
final class Turns {

    private final List<Candidate> left;

    Turns(List<Candidate> candidates) {
        this.left = new ArrayList<>(candidates);
    }

    /** The first, before any failure; null when every candidate waits for a special failure. */
    @Nullable Candidate first() {
        return take(usual());
    }

    /** Somebody could be asked after this failure. */
    boolean hasNext(ProviderFailure failure) {
        return index(failure) >= 0;
    }

    /** Who is asked after this failure; null when nobody is. */
    @Nullable Candidate next(ProviderFailure failure) {
        return take(index(failure));
    }

    private int index(ProviderFailure failure) {
        return switch (failure) {
            case ProviderFailure.ContextTooLong _ -> {
                int listed = index(CandidateUse.ON_CONTEXT_OVERFLOW);
                yield listed >= 0 ? listed : usual();
            }
            case ProviderFailure.ContentFiltered _ -> index(CandidateUse.ON_CONTENT_POLICY);
            default -> Verdict.of(failure).fallback() ? usual() : -1;
        };
    }

    private int usual() {
        for (int i = 0; i < left.size(); i++) {
            CandidateUse use = left.get(i).getUse();
            if (use == CandidateUse.ALWAYS || use == CandidateUse.ON_FAILURE) {
                return i;
            }
        }
        return -1;
    }

    private int index(CandidateUse use) {
        for (int i = 0; i < left.size(); i++) {
            if (left.get(i).getUse() == use) {
                return i;
            }
        }
        return -1;
    }

    private @Nullable Candidate take(int index) {
        return index < 0 ? null : left.remove(index);
    }
}
