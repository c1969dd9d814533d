package dev.millrace.postprocess.run;

import java.util.Optional;

/** Looks at API keys the way a release must: by what is known now. */
@FunctionalInterface
interface Keys {

    /** Why work of a key must wait, as a code; empty when it may go on. */
    Optional<String> objection(String keyId);
}
