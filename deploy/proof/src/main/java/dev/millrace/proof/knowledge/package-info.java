/** What the proofs of knowledge bases share: their API as a client sees it, and made-up texts. */
@NullMarked
package dev.millrace.proof.knowledge;

import org.jspecify.annotations.NullMarked;
