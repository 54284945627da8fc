package palimpsest.memory.ingest;

import java.util.List;

/**
 * Which files of a folder are read. Patterns are those of {@code .gitignore}: {@code *.md}, {@code drafts/}, {@code docs/**}{@code /*.txt}. A file or folder that
 * the caller names itself is read whatever they say.
 *
 * @param include   where there are any, only files that one of them matches, or a folder above
 * @param exclude   files and folders that are left out
 * @param gitIgnore whether files that {@code .gitignore} names are left out
 */
public record FileSelection(List<String> include, List<String> exclude, boolean gitIgnore) {

    public FileSelection {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
    }

    /** What git would see. */
    public static FileSelection asGit() {
        return new FileSelection(List.of(), List.of(), true);
    }
}
