/** Bulk work does not delay those who wait, and does not stand still either. */
@NullMarked
package dev.millrace.proof.lanes;

import org.jspecify.annotations.NullMarked;
