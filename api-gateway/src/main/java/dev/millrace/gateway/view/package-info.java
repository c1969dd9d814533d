/** The projection that answers status and result by id, and ends what ran out of time. */
@NullMarked
package dev.millrace.gateway.view;

import org.jspecify.annotations.NullMarked;
