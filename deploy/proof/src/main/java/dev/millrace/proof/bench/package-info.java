/** Direct call, product and floor, in alternating pairs. */
@NullMarked
package dev.millrace.proof.bench;

import org.jspecify.annotations.NullMarked;
