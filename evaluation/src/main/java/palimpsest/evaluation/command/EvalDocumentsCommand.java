package palimpsest.evaluation.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import palimpsest.evaluation.command.DocumentAnswers.Outcome;
import palimpsest.evaluation.documents.RecordedQuestion;
import palimpsest.evaluation.report.ReportQuestions;
import palimpsest.evaluation.squad.SquadFile;
import palimpsest.runtime.cli.CommandFailed;
import palimpsest.runtime.cli.ExitCode;
import palimpsest.runtime.cli.Output;
import palimpsest.runtime.cli.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "documents", mixinStandardHelpOptions = true,
        description = {"Asks the questions of articles in SQuAD's format: search for the passage that holds the answer, and the default agent for the answer. "
            + "A document is an article, and all the articles of a file are attached.",
            "right: a quote holds the labelled answer at its place. wrong: the answer claims to be found, and no quote does. Every second question is asked "
            + "again without its article; then refused is right. Shares are 0 to 1, ms_p50 is the median time of an answer.",
            "In a directory with FinanceBench's questions.jsonl and its reports as PDF each question is asked of its report. hit@5: one of the first five "
            + "passages is on a page of the evidence. cited: a citation on such a page is a row or a sentence of the evidence.",
            "A database of this run's own is used (or, with --database-url, a tenant of its own, removed at the end)."})
final class EvalDocumentsCommand implements Callable<Integer> {

    private static final int FIVE = 5;

    @Option(names = "--data", paramLabel = "DIR", description = "Directory of files in SQuAD's format (*.json), or one of them; or of questions.jsonl and reports.")
    private Path data;

    @Option(names = "--record", paramLabel = "FILE", description = "Write each question with all that the agent's tools told it to this file.")
    private Path record;

    @Option(names = "--recorded", paramLabel = "FILE",
            description = "In place of --data: let the agent answer the questions of such a file again, with what the tools told then; seconds in place of minutes.")
    private Path recorded;

    @Option(names = {"--questions", "--limit"}, paramLabel = "N", defaultValue = "0", description = "Ask N questions of each file, taken evenly over all (default: all).")
    private int limit;

    @Option(names = "--part", paramLabel = "K/N", defaultValue = "1/1",
            description = "Only questions about every N-th article from the K-th on: fit on one part, report another (default: ${DEFAULT-VALUE}).")
    private String part;

    @Option(names = "--search-only", description = "Only search: ask nothing, which takes a small part of the time.")
    private boolean searchOnly;

    @Option(names = "--missed", paramLabel = "N", defaultValue = "0", description = "Also print N questions that were not answered rightly, on standard error.")
    private int missed;

    @Option(names = "--answers", paramLabel = "FILE", description = "Write each answer as a line of JSON to this file.")
    private Path answers;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Option(names = "--quiet", description = "No progress.")
    private boolean quiet;

    @Mixin
    private DisposableRuntime database;

    @Override
    public Integer call() throws InterruptedException, IOException {
        if ((data == null) == (recorded == null)) {
            throw new CommandFailed(ExitCode.NO_INPUT, "Give either --data or --recorded.");
        }
        if (recorded == null && ReportQuestions.in(data)) {
            return reports(new Progress(quiet));
        }
        List<Outcome> outcomes;
        try {
            outcomes = recorded == null ? asked() : answeredAgain();
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new CommandFailed(ExitCode.NO_INPUT, e.getMessage());
        }
        outcomes.stream().filter(outcome -> !outcome.right() || Boolean.FALSE.equals(outcome.refused())).limit(missed).forEach(EvalDocumentsCommand::printMissed);
        if (answers != null) {
            Files.write(answers, outcomes.stream().flatMap(outcome -> outcome.given().stream().map(given -> Output.json(Output.map("file", outcome.file(),
                    "question", outcome.question(), "rank", outcome.rank(), "absent", given.absent(), "found", given.found(), "held", given.held(), "match", given.match(), "answer", given.answer())))).toList());
        }
        List<String> files = outcomes.stream().map(Outcome::file).distinct().toList();
        if (json) {
            var all = figures(outcomes);
            if (files.size() > 1) {
                var each = Output.map();
                files.forEach(file -> each.put(file, figures(of(file, outcomes))));
                all.put("files", each);
            }
            System.out.println(Output.json(all));
        } else {
            System.out.printf("%-8s %8s %8s %8s %8s %8s %8s %10s %8s %8s%n", "", "hit@1", "hit@5", "mrr", "asked", "right", "wrong", "not found", "refused", "ms");
            files.forEach(file -> print(file, of(file, outcomes)));
            if (files.size() > 1) {
                print("all", outcomes);
            }
        }
        return 0;
    }

    private List<Outcome> asked() throws InterruptedException, IOException {
        var progress = new Progress(quiet);
        int[] chosen = part();
        List<SquadFile> files = SquadFile.read(data);
        List<RecordedQuestion> told = new ArrayList<>();
        List<Outcome> outcomes = database.with(context -> {
            List<Outcome> all = new ArrayList<>();
            for (SquadFile file : files) {
                try (var answers = new DocumentAnswers(context, line -> progress.line("%s", line), record != null)) {
                    all.addAll(answers.to(file, limit, chosen[0] - 1, chosen[1], searchOnly));
                    told.addAll(answers.recorded());
                }
            }
            return all;
        });
        if (record != null) {
            RecordedQuestion.write(record, told);
        }
        return outcomes;
    }

    private List<Outcome> answeredAgain() {
        int[] chosen = part();
        return RecordedAnswers.to(RecordedQuestion.read(recorded).stream().filter(question -> question.article() % chosen[1] == chosen[0] - 1).toList());
    }

    private int reports(Progress progress) throws InterruptedException, IOException {
        record Reports(List<ReportAnswers.Outcome> outcomes, ReportAnswers.Taken taken) {}
        Reports all;
        try {
            ReportQuestions questions = ReportQuestions.read(data);
            all = database.with(context -> {
                try (var reports = new ReportAnswers(context, line -> progress.line("%s", line))) {
                    return new Reports(reports.to(questions, searchOnly), reports.taken());
                }
            });
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new CommandFailed(ExitCode.NO_INPUT, e.getMessage());
        }
        List<ReportAnswers.Outcome> outcomes = all.outcomes;
        outcomes.stream().filter(one -> !one.cited() || one.rank() == 0 || one.rank() > FIVE).limit(missed)
                .forEach(one -> System.err.printf("%s  %s%n    page at rank %d, %s%n    %s%n", one.report(), one.question(), one.rank(), one.cited() ? "cited" : "not cited",
                        one.answer().replace("\n", "\n    ")));
        if (answers != null) {
            Files.write(answers, outcomes.stream().map(one -> Output.json(Output.map("report", one.report(), "question", one.question(), "rank", one.rank(),
                    "cited", one.cited(), "answer", one.answer()))).toList());
        }
        double first = mean(outcomes, one -> one.rank() == 1 ? 1 : 0);
        double amongFive = mean(outcomes, one -> one.rank() >= 1 && one.rank() <= FIVE ? 1 : 0);
        double mrr = mean(outcomes, one -> one.rank() == 0 ? 0 : 1.0 / one.rank());
        double cited = mean(outcomes, one -> one.cited() ? 1 : 0);
        if (json) {
            System.out.println(Output.json(Output.map("pages", Output.map("n", outcomes.size(), "hit@1", first, "hit@5", amongFive, "mrr", mrr), "cited", cited,
                    "taken_in", Output.map("tokens", all.taken.tokens(), "ms", Math.round(all.taken.millis())))));
        } else {
            System.out.printf(Locale.ROOT, "%d questions: a page of the evidence first %.2f, among the first five passages %.2f (mrr %.3f); cited %.2f%n%,d tokens taken in %,.0f ms%n",
                    outcomes.size(), first, amongFive, mrr, cited, all.taken.tokens(), all.taken.millis());
        }
        return 0;
    }

    private int[] part() {
        String[] numbers = part.matches("\\d{1,4}/\\d{1,4}") ? part.split("/") : new String[] {"0", "0"};
        int one = Integer.parseInt(numbers[0]);
        int of = Integer.parseInt(numbers[1]);
        if (one < 1 || one > of) {
            throw new CommandFailed(ExitCode.NO_INPUT, "--part must be K/N with K from 1 to N, such as 1/2, and is " + part + ".");
        }
        return new int[] {one, of};
    }

    private static List<Outcome> of(String file, List<Outcome> outcomes) {
        return outcomes.stream().filter(outcome -> outcome.file().equals(file)).toList();
    }

    private static SequencedMap<String, Object> figures(List<Outcome> outcomes) {
        return Output.map("search", Output.map("hit@1", share(outcomes, one -> one.rank() == 1), "hit@5", share(outcomes, one -> one.rank() >= 1 && one.rank() <= FIVE),
                        "mrr", mean(outcomes, one -> one.rank() == 0 ? 0 : 1.0 / one.rank())),
                "ask", Output.map("n", outcomes.size(), "right", share(outcomes, Outcome::right), "wrong", share(outcomes, Outcome::wrong),
                        "not_found", share(outcomes, one -> !one.found())),
                "absent", Output.map("n", absent(outcomes).size(), "refused", share(absent(outcomes), Outcome::refused)),
                "ms_p50", Math.round(DocumentAnswers.median(outcomes.stream().mapToDouble(Outcome::millis).toArray()) * 10) / 10.0);
    }

    private static List<Outcome> absent(List<Outcome> outcomes) {
        return outcomes.stream().filter(one -> one.refused() != null).toList();
    }

    private static double share(List<Outcome> outcomes, Predicate<Outcome> which) {
        return mean(outcomes, one -> which.test(one) ? 1 : 0);
    }

    /** To four places. */
    private static <T> double mean(List<T> outcomes, ToDoubleFunction<T> of) {
        return Math.round(outcomes.stream().mapToDouble(of).average().orElse(0) * 10_000) / 10_000.0;
    }

    private static void print(String name, List<Outcome> outcomes) {
        System.out.printf(Locale.ROOT, "%-8s %8.3f %8.3f %8.3f %8d %8.3f %8.3f %10.3f %8.3f %8.0f%n", name, share(outcomes, one -> one.rank() == 1),
                share(outcomes, one -> one.rank() >= 1 && one.rank() <= FIVE), mean(outcomes, one -> one.rank() == 0 ? 0 : 1.0 / one.rank()), outcomes.size(),
                share(outcomes, Outcome::right), share(outcomes, Outcome::wrong), share(outcomes, one -> !one.found()),
                share(absent(outcomes), Outcome::refused), DocumentAnswers.median(outcomes.stream().mapToDouble(Outcome::millis).toArray()));
    }

    private static void printMissed(Outcome outcome) {
        System.err.printf("%s  %s%n    passage at rank %d, %s%s%n    %s%n", outcome.file(), outcome.question(), outcome.rank(),
                outcome.right() ? "right" : outcome.found() ? "wrong" : "not found", Boolean.FALSE.equals(outcome.refused()) ? ", answered without its article" : "",
                outcome.answer().replace("\n", "\n    "));
    }
}
