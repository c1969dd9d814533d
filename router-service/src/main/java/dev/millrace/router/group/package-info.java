/** Model groups: public names of the operator's choosing, and what they come to for a request. */
@NullMarked
package dev.millrace.router.group;

import org.jspecify.annotations.NullMarked;
