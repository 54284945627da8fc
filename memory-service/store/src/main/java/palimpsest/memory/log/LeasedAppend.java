package palimpsest.memory.log;

import java.util.List;
import java.util.UUID;
import palimpsest.memory.run.LeasedCommit;

/** Entries of a run that goes on or ends, with the commit that they are appended with. @param expectedLastSeq of the conversation, before them */
record LeasedAppend(UUID conversationId, long expectedLastSeq, List<EventLog.NewEntry> entries, LeasedCommit commit) {

    boolean ends() {
        return commit.commit().state().ended();
    }
}
