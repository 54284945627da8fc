package palimpsest.memory.meta;

import java.util.Locale;
import java.util.regex.Pattern;

/** What a question asks of memories: how its answer is judged (MetaMem, evolution step 2), and from which questions rules for it were learned. */
public enum TaskKind {
    PLAIN, TEMPORAL, KNOWLEDGE_UPDATE, PREFERENCE, ABSTENTION;

    // English, German, French, Spanish, Chinese
    private static final Pattern WISHES = Pattern.compile("(?iU)\\b(?:recommend\\w*|suggest\\w*|advice|advise|ideas for|any tips|should I|empfiehl\\w*|empfehl\\w*|vorschl[aä]g\\w*|soll(?:te)? ich"
            + "|recommand\\w*|sugg[eé]r\\w*|conseil\\w*|devrais-je|recomi[eé]nd\\w*|recom[eé]nd\\w*|sugier\\w*|consej\\w*|deber[ií]a)\\b|推荐|建议");
    private static final Pattern TIMES = Pattern.compile("(?iU)\\b(?:when|how (?:long|often)|how many (?:second|minute|hour|day|week|month|year)s|(?:what|which|whose) (?:time|day|date|week|month|year)"
            + "|wann|wie (?:lange|oft)|wie viele (?:stunden|tage|wochen|monate|jahre)|welche\\w* (?:tag|datum|woche|monat|jahr)|quand|combien (?:de temps|d['’]heures|de (?:jours|semaines|mois|ans))"
            + "|quel(?:le)? (?:jour|date|semaine|mois|ann[eé]e)|cu[aá]ndo|cu[aá]nto tiempo|cu[aá]nt[ao]s (?:horas|d[ií]as|semanas|meses|a[nñ]os)|qu[eé] (?:d[ií]a|fecha|semana|mes|a[nñ]o))\\b"
            + "|什么时候|何时|几号|哪[天年月]|多久|[多几](?:少)?(?:天|个月|年|小时)");
    private static final Pattern LATEST = Pattern.compile("(?iU)\\b(?:now|current|currently|these days|nowadays|latest|newest|at the moment|jetzt|derzeit|zurzeit|aktuell\\w*|momentan|inzwischen"
            + "|maintenant|actuel\\w*|en ce moment|ahora|actual(?:mente)?|hoy en d[ií]a)\\b|现在|目前|当前|最新");

    /**
     * The kind of a case. Our own names and LongMemEval's are known (there {@code …_abs} at the end of a question's id means that
     * the memories hold no answer); whatever else is plain.
     */
    public static TaskKind of(String task, String questionId) {
        if (questionId.endsWith("_abs")) {
            return ABSTENTION;
        }
        String name = task.toLowerCase(Locale.ROOT).replace('_', '-');
        return switch (name) {
            case "temporal", "temporal-reasoning" -> TEMPORAL;
            case "knowledge-update" -> KNOWLEDGE_UPDATE;
            case "preference", "single-session-preference" -> PREFERENCE;
            case "abstention" -> ABSTENTION;
            default -> PLAIN;
        };
    }

    /** The kind that a question's own words tell; plain where they tell none. Whether memories hold an answer no question tells. */
    public static TaskKind asked(String question) {
        return WISHES.matcher(question).find() ? PREFERENCE : TIMES.matcher(question).find() ? TEMPORAL : LATEST.matcher(question).find() ? KNOWLEDGE_UPDATE : PLAIN;
    }

    /** Whether it holds for questions of every kind, as far as a question's words tell. */
    boolean isGeneral() {
        return this == PLAIN || this == ABSTENTION;
    }
}
