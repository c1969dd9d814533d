/** A house for tests: real log and database, two gateways, and the rest of the road played. */
@NullMarked
package dev.millrace.gateway.house;

import org.jspecify.annotations.NullMarked;
