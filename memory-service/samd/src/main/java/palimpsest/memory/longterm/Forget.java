package palimpsest.memory.longterm;

import java.util.List;
import java.util.UUID;

/**
 * What a person wants forgotten: all of a subject, one conversation of it, some turns of that, or what a record comes from.
 *
 * @param conversation null for all
 * @param seqs         of the conversation; empty for all
 * @param record       null unless everything that this record comes from is to go
 */
public record Forget(String subject, String conversation, List<Long> seqs, UUID record) {

    /** @throws IllegalArgumentException when turns are named without their conversation */
    public Forget {
        seqs = seqs == null ? List.of() : List.copyOf(seqs);
        if (subject == null || subject.isBlank()) {
            throw new IllegalArgumentException("Say whose memory: subject is missing.");
        }
        if (!seqs.isEmpty() && conversation == null) {
            throw new IllegalArgumentException("Turns are numbered within a conversation: name it.");
        }
    }

    /** Whether nothing of the subject is to stay. */
    boolean everything() {
        return conversation == null && seqs.isEmpty() && record == null;
    }
}
