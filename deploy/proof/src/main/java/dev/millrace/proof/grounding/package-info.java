/** Questions about our own documents, and what their answers must cite. */
@NullMarked
package dev.millrace.proof.grounding;

import org.jspecify.annotations.NullMarked;
