import { t } from '../i18n/t';
import { questionsOver } from '../samples/samples';

/** What one may ask of the samples; nothing over other documents. */
export default function SampleQuestions({ names, onAsk }: { names: readonly string[]; onAsk: (question: string) => void }) {
  const questions = questionsOver(names);
  if (questions.length === 0) return null;
  return (
    <ul className="suggestions" aria-label={t('Questions over the samples')}>
      {questions.map((each) => <li key={each}><button type="button" data-testid="suggestion" onClick={() => onAsk(each)}>{each}</button></li>)}
    </ul>
  );
}
