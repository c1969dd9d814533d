/** How passages get into a prompt, and how they are read back there. */
@NullMarked
package dev.millrace.provider.grounding;

import org.jspecify.annotations.NullMarked;
