package palimpsest.memory.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RestructuredTextTest {

    private static String read(String text) {
        return RestructuredText.of("guide.rst", text);
    }

    @Test
    void headings_roles_and_links_are_read_as_a_reader_sees_them() {
        assertThat(read("""
                .. _guide:

                ==========
                The sluice
                ==========

                Gates
                -----

                See :ref:`the weir <weir>` and :func:`~locks.gate.raise_gate`; ``low`` is meant
                by :rfc:`2324`. The `manual <https://example.org/m>`_ and Weir_ tell more.

                .. _Weir: https://example.org/weir
                """)).isEqualTo("""
                # The sluice

                ## Gates

                See the weir and `raise_gate`; `low` is meant
                by RFC 2324. The [manual](https://example.org/m) and Weir tell more.
                """);
    }

    @Test
    void code_stands_between_fences_and_notes_keep_their_words() {
        assertThat(read("""
                Open it like this::

                    gate.open()

                Or so:

                .. code-block:: python
                   :linenos:

                   gate.open(height=3)

                .. note:: A gate that is open
                   can't be opened.

                .. versionadded:: 2.1
                   The height.

                .. toctree::
                   :maxdepth: 2

                   weir

                >>> gate.height
                3
                """)).isEqualTo("""
                Open it like this:
                ```
                gate.open()
                ```

                Or so:

                ```python
                gate.open(height=3)
                ```

                **Note:** A gate that is open
                can't be opened.

                Added in version 2.1. The height.

                ```
                >>> gate.height
                3
                ```
                """);
    }

    @Test
    void what_a_directive_describes_stands_under_its_name() {
        assertThat(read("""
                Settings
                ========

                .. confval:: gate_height
                             weir_height
                   :type: ``int``
                   :default: ``3``

                   How high the gate is raised.

                .. function:: raise_gate(height)

                   Raises it.

                   :param height: in metres
                   :returns: the level
                """)).isEqualTo("""
                # Settings

                ## `gate_height`, `weir_height`

                Type: `int`
                Default: `3`

                How high the gate is raised.

                ## `raise_gate(height)`

                Raises it.

                - `height`: in metres
                Returns: the level
                """);
    }

    @Test
    void definitions_lists_and_tables_keep_together() {
        assertThat(read("""
                north
                    The first gate, which
                    is never closed.
                south
                    The second.

                * one
                * two
                  that goes on

                ======  =======
                Gate    Height
                ======  =======
                north   3
                south   4 or
                        5
                ======  =======

                .. list-table::
                   :header-rows: 1

                   * - Basin
                     - Depth
                   * - upper
                     - 9
                """)).isEqualTo("""
                north
                :   The first gate, which
                    is never closed.

                south
                :   The second.

                - one
                - two
                  that goes on

                | Gate | Height |
                | --- | --- |
                | north | 3 |
                | south | 4 or 5 |

                | Basin | Depth |
                | --- | --- |
                | upper | 9 |
                """);
    }

    @Test
    void a_text_file_is_one_by_its_markup_alone() {
        assertThat(RestructuredText.of("notes.txt", "Plain words.\n\n.. and so on\n")).isNull();
        assertThat(RestructuredText.of("settings.txt", "Use\n===\n\n.. setting:: GATE\n\n.. note:: It is :setting:`GATE`.\n")).startsWith("# Use\n");
        assertThat(RestructuredText.of("a.md", ".. note:: x\n.. note:: y\n.. note:: z\n")).isNull();
    }
}
