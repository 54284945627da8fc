package palimpsest.runtime.api;

import static palimpsest.runtime.api.EventView.map;

import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import palimpsest.memory.meta.PairedTest;
import palimpsest.memory.meta.evolve.Evolution;
import palimpsest.memory.meta.evolve.EvolutionResult;
import palimpsest.memory.meta.evolve.EvolutionResult.BatchDecision;
import palimpsest.memory.meta.evolve.EvolutionSettings;
import palimpsest.memory.meta.evolve.Trajectory;

/** Evolutions as clients see them (docs/api.md); the same keys over REST and on the command line. */
public final class EvolutionView {

    private EvolutionView() {}

    public static SequencedMap<String, Object> of(Evolution evolution) {
        EvolutionResult result = evolution.result();
        Evolution.Cost cost = evolution.cost();
        return map("id", evolution.id(), "status", evolution.status().name().toLowerCase(Locale.ROOT).replace('_', '-'), "problem", evolution.problem(),
                "base_version", evolution.baseVersion(), "settings", settings(evolution.settings()),
                "progress", map("cases", cost.cases(), "batches", batches(evolution), "batches_done", cost.decisions(), "rollouts", cost.rollouts(),
                        "judgements", cost.judgements(), "summaries", cost.summaries(), "proposals", cost.proposals(), "consolidations", cost.consolidations()),
                "cost", map("calls", cost.calls(), "input_tokens", cost.inputTokens(), "output_tokens", cost.outputTokens()),
                "version", result == null ? null : result.version(), "rules", result == null ? null : result.rules(),
                "batches", result == null ? null : result.batches().stream().map(EvolutionView::batch).toList(),
                "evaluation", result == null ? null : result.evaluation().stream().map(score -> map("task", score.task(), "test", test(score.test()))).toList(),
                "overall", result == null ? null : test(result.overall()),
                "created_at", evolution.createdAt(), "finished_at", evolution.finishedAt());
    }

    public static SequencedMap<String, Object> test(PairedTest test) {
        return map("cases", test.cases(), "right_before", test.baseRight(), "right_after", test.candidateRight(), "gained", test.gained(), "lost", test.lost(),
                "p_value", test.pValue());
    }

    static SequencedMap<String, Object> trajectory(Trajectory trajectory) {
        return map("question_id", trajectory.questionId(), "task", trajectory.task(), "question", trajectory.question(), "right_answer", trajectory.rightAnswer(),
                "key", trajectory.key(), "attempt", trajectory.attempt(), "text", trajectory.text(), "answer", trajectory.answer(),
                "correct", trajectory.correct(), "reason", trajectory.reason(), "summary", trajectory.summary());
    }

    private static SequencedMap<String, Object> settings(EvolutionSettings settings) {
        return map("rollouts", settings.rollouts(), "temperature", settings.temperature(), "batch", settings.batch(), "epochs", settings.epochs(),
                "folds", settings.folds(), "cross_validate", settings.crossValidate(), "max_calls", settings.maxCalls(), "max_tokens", settings.maxTokens(),
                "level", settings.level());
    }

    private static SequencedMap<String, Object> batch(BatchDecision batch) {
        return map("fold", batch.fold(), "epoch", batch.epoch(), "batch", batch.batch(), "questions", batch.questions(), "mixed", batch.mixed(),
                "consolidated", batch.consolidated(), "operations", batch.operations(), "skipped", batch.skipped(), "rules", batch.rules(),
                "held_out", batch.heldOut() == null ? null : test(batch.heldOut()), "accepted", batch.accepted(), "version", batch.version(),
                "reason", batch.reason());
    }

    /** In all its passes. */
    private static int batches(Evolution evolution) {
        return evolution.settings().batches(evolution.cost().cases());
    }

    static List<SequencedMap<String, Object>> of(List<Evolution> evolutions) {
        return evolutions.stream().map(EvolutionView::of).toList();
    }
}
