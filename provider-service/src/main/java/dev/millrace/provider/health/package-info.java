/** How providers are: from live calls and checks, stored, announced, shown, measured. */
@NullMarked
package dev.millrace.provider.health;

import org.jspecify.annotations.NullMarked;
