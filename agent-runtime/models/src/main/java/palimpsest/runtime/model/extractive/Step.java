package palimpsest.runtime.model.extractive;

import tools.jackson.databind.node.ObjectNode;

/**
 * A tool call of the current run with what became of it.
 *
 * @param text      what was said with the call, empty when nothing
 * @param arguments its arguments; empty when they were deleted
 * @param deleted   whether the arguments were replaced by a stub
 * @param result    null when no result stands in the request
 */
record Step(String tool, String text, ObjectNode arguments, boolean deleted, ToolResult result) {

    boolean succeeded() {
        return result != null && !result.failed();
    }

    boolean readable() {
        return result != null && result.readable();
    }

    boolean failed() {
        return result == null || result.failed();
    }
}
