/** The data folder: who may use it, what lies in it, what the tools find there. */
@NullMarked
package dev.millrace.standalone.place;

import org.jspecify.annotations.NullMarked;
