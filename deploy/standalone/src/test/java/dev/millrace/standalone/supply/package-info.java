@NullMarked
package dev.millrace.standalone.supply;

import org.jspecify.annotations.NullMarked;
