package palimpsest.starter;

import java.util.List;
import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import palimpsest.runtime.wiring.ConfigurationMistake;
import palimpsest.runtime.wiring.DatabaseUnavailable;

/** Tells an application's developer in place of a stack trace what to write. */
final class WrongSettingsAnalyzer extends AbstractFailureAnalyzer<RuntimeException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, RuntimeException ignored) {
        WrongSettings wrong = findCause(rootFailure, WrongSettings.class);
        if (wrong != null) {
            return analysis(wrong.mistakes(), rootFailure);
        }
        ConfigurationMistake mistake = findCause(rootFailure, ConfigurationMistake.class);
        if (mistake != null) {
            return analysis(List.of(mistake.getMessage()), rootFailure);
        }
        DatabaseUnavailable database = findCause(rootFailure, DatabaseUnavailable.class);
        return database == null ? null : new FailureAnalysis(database.getMessage(), "Set palimpsest.database.url, .username and .password to a PostgreSQL 15 or later "
                + "with pgvector, or leave the URL out: the application's DataSource is used then.", rootFailure);
    }

    private static FailureAnalysis analysis(List<String> mistakes, Throwable failure) {
        return new FailureAnalysis(mistakes.size() == 1 ? "A setting of Palimpsest can't be used." : mistakes.size() + " settings of Palimpsest can't be used.",
                mistakes.stream().map(mistake -> "- " + mistake).collect(Collectors.joining(System.lineSeparator(), "", System.lineSeparator()
                        + "palimpsest.enabled=false starts the application without Palimpsest.")), failure);
    }
}
