/**
 * The controls of the page. Only this file depends on their library.
 *
 * Tables are not among them: the toolkit's data grid has no row headers and no cells that hold bars, and screen readers
 * handle a plain table better. Nor is its badge, whose template holds a `style` attribute and so violates a strict CSP.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeRadio,
  vsCodeRadioGroup,
} from '@vscode/webview-ui-toolkit';
import { say } from '../language/language';
import { count } from '../pictures/format';
import { element } from './dom';

provideVSCodeDesignSystem().register(
  vsCodeButton(),
  vsCodeDropdown(),
  vsCodeOption(),
  vsCodeProgressRing(),
  vsCodeRadio(),
  vsCodeRadioGroup(),
);

export type Appearance = 'primary' | 'secondary';

export function button(label: string, appearance: Appearance, onPress: () => void): HTMLElement {
  const control = document.createElement('vscode-button');
  control.setAttribute('appearance', appearance);
  control.textContent = label;
  control.addEventListener('click', onPress);
  return control;
}

/** Describes a page of a long table. @param from number of its first row, from 1 @param to number of its last row */
export function pageWords(from: number, to: number, total: number): string {
  return say('{from}–{to} of {total}', { from: count(from), to: count(to), total: count(total) });
}

export function setDisabled(control: HTMLElement, disabled: boolean): void {
  control.toggleAttribute('disabled', disabled);
}

export function badge(text: string): HTMLElement {
  return element('span', { class: 'badge' }, text);
}

/** Makes a spinner for running work. It is hidden from screen readers: the sentence next to it describes the work. */
export function spinner(): HTMLElement {
  return element(
    'span',
    { class: 'spinner', attributes: { 'aria-hidden': 'true' } },
    document.createElement('vscode-progress-ring'),
  );
}

export interface Option<T> {
  readonly value: T;
  readonly label: string;
}

/** Makes a choice of one of a few values, all of them visible. */
export function radioGroup<T extends string>(
  label: string,
  options: readonly Option<T>[],
  selected: T,
  onChoose: (value: T) => void,
): HTMLElement {
  const group = document.createElement('vscode-radio-group');
  group.setAttribute('aria-label', label);
  group.setAttribute('value', selected);
  for (const { value, label: text } of options) {
    const radio = document.createElement('vscode-radio');
    radio.setAttribute('value', value);
    radio.textContent = text;
    group.append(radio);
  }
  group.addEventListener('change', () => {
    const currentValue = 'value' in group ? group.value : undefined;
    const option = options.find(({ value }) => value === currentValue);
    if (option !== undefined) onChoose(option.value);
  });
  return group;
}

let dropdowns = 0;

/** Returns texts of the file as values to choose from. */
export function asOptions(texts: readonly string[]): readonly Option<string>[] {
  return texts.map((text) => ({ value: text, label: text }));
}

/** Makes a choice of one of many values. */
export function dropdown<T>(
  label: string,
  options: readonly Option<T>[],
  selected: T,
  onChoose: (value: T) => void,
): HTMLElement {
  const control = document.createElement('vscode-dropdown');
  control.id = `dropdown-${++dropdowns}`;
  control.setAttribute('aria-label', label);
  for (const { value, label: text } of options) {
    const option = document.createElement('vscode-option');
    option.textContent = text;
    if (value === selected) option.setAttribute('selected', '');
    control.append(option);
  }
  control.addEventListener('change', () => {
    const index = 'selectedIndex' in control ? Number(control.selectedIndex) : -1;
    const option = options[index];
    if (option !== undefined) onChoose(option.value);
  });
  return element(
    'span',
    { class: 'dropdown' },
    element('span', { attributes: { 'aria-hidden': 'true' } }, label),
    control,
  );
}
