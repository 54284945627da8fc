package palimpsest.evaluation.command;

import java.util.ArrayList;
import java.util.List;
import palimpsest.evaluation.command.DocumentAnswers.Given;
import palimpsest.evaluation.command.DocumentAnswers.Outcome;
import palimpsest.evaluation.documents.RecordedAgent;
import palimpsest.evaluation.documents.RecordedAgent.Answered;
import palimpsest.evaluation.documents.RecordedQuestion;
import palimpsest.runtime.model.extractive.ExtractiveChatModel;

/** What the default agent answers to recorded questions. */
final class RecordedAnswers {

    private RecordedAnswers() {}

    /** A question that was asked without its article too is one outcome with the line before. */
    static List<Outcome> to(List<RecordedQuestion> questions) {
        var agent = new RecordedAgent(new ExtractiveChatModel(String::length));
        List<Outcome> outcomes = new ArrayList<>();
        for (RecordedQuestion question : questions) {
            long before = System.nanoTime();
            Answered answered = agent.answer(question);
            double millis = (System.nanoTime() - before) / 1e6;
            var given = new Given(question.absent(), answered.found(), answered.held(), answered.match(), answered.answer());
            if (question.absent() && !outcomes.isEmpty() && outcomes.getLast().question().equals(question.question())) {
                Outcome with = outcomes.removeLast();
                outcomes.add(new Outcome(with.file(), with.question(), with.rank(), with.found(), with.right(), with.millis(), !given.found(), with.answer(),
                        List.of(with.given().getFirst(), given)));
            } else {
                outcomes.add(new Outcome(question.file(), question.question(), question.rank(), answered.found(), answered.found() && answered.held(), millis, null, answered.answer(),
                        List.of(given)));
            }
        }
        return outcomes;
    }
}
