/** A provider dies under load and comes back. */
@NullMarked
package dev.millrace.proof.failover;

import org.jspecify.annotations.NullMarked;
