package palimpsest.runtime.model.extractive;

import java.time.Month;
import java.time.MonthDay;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import palimpsest.memory.claim.Dates;
import palimpsest.runtime.model.extractive.Question.Term;

/** Whether an answer should quote a sentence beside those that it quotes already. */
final class FurtherQuote {

    private final Question question;
    private final TermMatcher matcher;
    private final AnswerKind kind;
    private final double close;
    private final Set<MonthDay> askedDays;

    /** @param close the score from which on a sentence is nearly as good as the best */
    FurtherQuote(Question question, double close) {
        this.question = question;
        this.matcher = new TermMatcher(question, List.of());
        this.kind = new AnswerKind(question);
        this.close = close;
        this.askedDays = days(question.text());
    }

    /**
     * Whether it is nearly as good as the best, holds a telling word that the others lack, or the kind of thing that is asked for; never of another day than the one that is asked about.
     */
    boolean tells(Evidence item, List<String> quoted) {
        Set<MonthDay> days = days(item.quote());
        boolean otherDay = !askedDays.isEmpty() && !days.isEmpty() && days.stream().noneMatch(askedDays::contains);
        return !otherDay && (item.score() >= close || holdsKind(item.quote()) || holdsMore(item, quoted));
    }

    private boolean holdsKind(String quote) {
        return question.asks().isEmpty() || question.asks().stream().anyMatch(asks -> kind.holds(asks, quote));
    }

    private boolean holdsMore(Evidence item, List<String> quoted) {
        Set<String> held = new HashSet<>();
        quoted.forEach(quote -> held.addAll(matcher.shares(quote).keySet()));
        Set<String> holds = matcher.shares(item.quote()).keySet();
        return question.terms().stream().filter(Term::strong).map(Term::term).anyMatch(term -> holds.contains(term) && !held.contains(term));
    }

    private static Set<MonthDay> days(String text) {
        return Dates.in(text).stream().filter(date -> date.month() != null && date.day() != null && isDay(date.month(), date.day())).map(date -> MonthDay.of(date.month(), date.day()))
                .collect(Collectors.toSet());
    }

    private static boolean isDay(int month, int day) {
        return month >= 1 && month <= 12 && day >= 1 && day <= Month.of(month).maxLength();
    }
}
