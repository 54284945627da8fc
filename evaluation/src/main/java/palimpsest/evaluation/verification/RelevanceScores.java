package palimpsest.evaluation.verification;

import java.util.ArrayList;
import java.util.List;
import palimpsest.evaluation.locomo.LocomoConversation;
import palimpsest.evaluation.locomo.LocomoConversation.Question;
import palimpsest.evaluation.locomo.LocomoConversation.Turn;
import palimpsest.evaluation.verification.RelevanceFit.Labelled;
import palimpsest.runtime.verify.relevance.PassageRelevance;
import palimpsest.runtime.verify.relevance.RerankedRelevance;

/**
 * For each labelled question the turns that hold its answer, and as many others, scored. A turn is the least that is read: a longer
 * passage that holds it shares at least its words with the question.
 *
 * @param words   compares words only
 * @param meaning compares meaning, too
 * @param reranked as a reranker sees it
 */
public record RelevanceScores(PassageRelevance words, PassageRelevance meaning, RerankedRelevance reranked) {

    public List<Labelled> of(LocomoConversation conversation) {
        List<Labelled> labelled = new ArrayList<>();
        List<Turn> turns = conversation.turns();
        for (Question question : conversation.questions()) {
            if (!question.adversarial() && !question.text().isBlank()) {
                for (String id : question.evidence()) {
                    conversation.turn(id).ifPresent(turn -> labelled.add(scored(conversation, question, turn, true)));
                    Turn other = turns.get(Math.floorMod(labelled.size() * 37, turns.size())); // spread over the whole, the same each time
                    if (!question.evidence().contains(other.id())) {
                        labelled.add(scored(conversation, question, other, false));
                    }
                }
            }
        }
        return labelled;
    }

    private Labelled scored(LocomoConversation conversation, Question question, Turn turn, boolean evidence) {
        String text = turn.speaker() + ": " + turn.content();
        return new Labelled(conversation.name(), evidence, words.score(question.text(), text), meaning.score(question.text(), text),
                reranked.score(question.text(), text).orElse(Double.NaN));
    }
}
