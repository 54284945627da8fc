import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/sections';
import { problemOf } from '../../hooks/queries';
import { t } from '../../i18n/t';
import { ProblemBox } from '../../parts/Problem';
import { count, when } from '../../text/format';
import { Versions } from './Versions';

/** The files that a model keeps under /memories, those that are gone, too. */
export function Files({ owner }: { owner: string }) {
  const files = useQuery({ queryKey: ['notebooks', 'files', owner], queryFn: () => api.files(owner) });
  const [open, setOpen] = useState<string | null>(null);
  const problem = problemOf(files);
  return (
    <>
      {problem && <ProblemBox problem={problem} onRetry={() => void files.refetch()} />}
      {files.data?.length === 0 && <p className="quiet">{t('No files yet. A model writes them where palimpsest.agent.memory-tool is on, or a program over the API.')}</p>}
      <ul className="cards">
        {(files.data ?? []).map((each) => (
          <li key={each.path} className="card" data-on={each.characters !== null || undefined} data-off={each.characters === null || undefined} data-testid="memory-file">
            <span><strong><code>{each.path}</code></strong></span>
            <span className="facts">
              <span>{each.characters === null ? t('gone') : t('{n} characters', { n: count(each.characters) })}</span><span>{t('version {n}', { n: each.version })}</span><span>{when(each.changed_at)}</span>
            </span>
            <span className="actions"><button type="button" className="plain" aria-expanded={open === each.path} data-testid="file-versions" onClick={() => setOpen(open === each.path ? null : each.path)}>{t('Versions')}</button></span>
            {open === each.path && <FileVersions owner={owner} path={each.path} version={each.version} />}
          </li>
        ))}
      </ul>
    </>
  );
}

function FileVersions({ owner, path, version }: { owner: string; path: string; version: number }) {
  const versions = useQuery({ queryKey: ['notebooks', 'files', owner, path, version], queryFn: () => api.fileVersions(owner, path) });
  const problem = problemOf(versions);
  return (
    <>
      {problem && <ProblemBox problem={problem} />}
      <Versions versions={[...(versions.data ?? [])].reverse().map((each) => ({ number: each.number, content: each.content, about: `${each.command}, ${when(each.createdAt)}` }))} />
    </>
  );
}
