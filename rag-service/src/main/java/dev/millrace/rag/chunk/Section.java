package dev.millrace.rag.chunk;

import java.util.List;

/** What stands below a heading, the heading's own line included, up to the next one. */
record Section(List<String> headings, int start, int end) {}
