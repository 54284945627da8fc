package palimpsest.runtime.event;

import java.util.List;
import palimpsest.runtime.verify.Finding;

/** What was checked: findings about texts, and acts against the rules of a procedure. */
public sealed interface VerificationEvent extends ConversationEvent {

    /**
     * What is about to be recorded was verified; stands in the same append.
     *
     * @param msgId    the message with the tool's result, or with the spoken answer
     * @param subject  {@code exploration}, {@code tool}, {@code note} or {@code answer}
     * @param findings of every check, what passed too
     * @param reaction {@code recorded}, {@code told}, {@code refused}, {@code sent-back}, {@code withheld} or {@code stopped}
     */
    record Verified(int msgId, String subject, List<Finding> findings, String reaction) implements VerificationEvent {
        public boolean sentBack() {
            return reaction.equals("sent-back");
        }
    }

    /**
     * Somebody acted in a hearing, and it counts.
     *
     * @param pack       whose rules hold
     * @param violations of them, in words; none when the act was allowed
     */
    record ProcedureActed(String pack, String courtType, String stage, String act, String role, List<String> violations) implements VerificationEvent {}
}
