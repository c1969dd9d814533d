package dev.millrace.postprocess.pipeline;

/** What the referee keeps of one partition while it holds it. */
final class PartitionState {

    private final FinishedRequests finished;
    private final PipelineProperties bounds;
    private OpenStreams streams;
    private long next;

    PartitionState(FinishedRequests finished, PipelineProperties bounds) {
        this.finished = finished;
        this.bounds = bounds;
        streams = newStreams();
    }

    /**
     * Told of every record before it is handled. One that was read before means that the reader
     * stepped back to its last commit, which lies before the first chunk of every unfinished
     * stream: they are built again.
     */
    void reading(long offset) {
        if (offset < next) {
            streams = newStreams();
        }
        next = offset + 1;
    }

    FinishedRequests finished() {
        return finished;
    }

    OpenStreams streams() {
        return streams;
    }

    private OpenStreams newStreams() {
        return new OpenStreams(bounds.streams(), bounds.streamAge());
    }
}
