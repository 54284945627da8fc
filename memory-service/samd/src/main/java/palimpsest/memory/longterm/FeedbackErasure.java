package palimpsest.memory.longterm;

import java.util.List;
import java.util.UUID;

/** Where feedback on answers is kept: it holds what was recalled for them, and goes with the person to whom they were given. */
public interface FeedbackErasure {

    /** Erases the feedback on all answers in these conversations, in the transaction of the caller if there is one. @return how many entries */
    int erase(String tenant, List<UUID> conversations);
}
