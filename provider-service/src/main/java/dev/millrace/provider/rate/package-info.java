/**
 * Requests and tokens a minute that a provider or a deployment may be asked for, shared by all
 * instances: each keeps a small stock that it takes from the common one ahead of need.
 */
@NullMarked
package dev.millrace.provider.rate;

import org.jspecify.annotations.NullMarked;
