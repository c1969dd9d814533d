/** Knowledge bases: what there is to be asked. */
@NullMarked
package dev.millrace.rag.knowledgebase;

import org.jspecify.annotations.NullMarked;
