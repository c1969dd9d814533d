/** Documents that are indexed while the processes that do it die. */
@NullMarked
package dev.millrace.proof.ingestion;

import org.jspecify.annotations.NullMarked;
