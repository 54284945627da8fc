package palimpsest.memory.retrieve;

import java.util.UUID;

/** Where a passage stands. */
record PassagePlace(long id, UUID documentId, int seq, int start, int end) {}
