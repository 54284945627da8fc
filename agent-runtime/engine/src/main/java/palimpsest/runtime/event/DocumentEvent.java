package palimpsest.runtime.event;

import java.util.List;
import java.util.UUID;

/** Documents of the conversation, and what of their text was indexed, searched and read. */
public sealed interface DocumentEvent extends ConversationEvent {

    /** Documents were attached or detached. */
    record DocumentsChanged(List<AttachedDocument> added, List<UUID> removed) implements DocumentEvent {}

    /** A document as it was when attached. */
    record AttachedDocument(UUID id, String name, int tokens) {}

    record IndexBuilt(int chunkSize, int overlap, List<UUID> documentIds) implements DocumentEvent {}

    record ScanMoved(boolean scanMode, int lastChunk) implements DocumentEvent {}

    record Searched(List<String> keywords) implements DocumentEvent {}

    /** Text of a document entered the window; {@code chunkId} is null when it was loaded whole. */
    record TextRead(UUID documentId, Integer chunkId, int start, int end, int tokens) implements DocumentEvent {}
}
