// The only module that knows ECharts; loaded when a chart is first shown.
import { BarChart, CustomChart, LineChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { init, use, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import type { ChartModel, Point } from './model.ts';
import { seriesColour, tokenColour } from './palette.ts';
import { compact, locale, measureText, number, percent, t } from '../lib/i18n.svelte.ts';
import { theme } from '../lib/theme.svelte.ts';

use([LineChart, BarChart, CustomChart, GridComponent, TooltipComponent, CanvasRenderer]);

export interface Drawing { update: (model: ChartModel) => void; resize: () => void; picture: () => string; destroy: () => void }

export function draw(element: HTMLElement, model: ChartModel): Drawing {
  const chart = init(element, null, { renderer: 'canvas' });
  const update = (next: ChartModel) => chart.setOption(optionsOf(next, chart), { notMerge: true });
  let shown = model;
  update(model);
  return {
    update: (next) => update((shown = next)),
    resize: () => {
      chart.resize();
      update(shown);
    },
    picture: () => chart.getDataURL({ pixelRatio: 2, backgroundColor: tokenColour('--surface') }),
    destroy: () => chart.dispose(),
  };
}

interface Paint { text: string; muted: string; line: string; surface: string; font: string; colour: (index: number) => string }
function paintOf(element: HTMLElement): Paint {
  const dark = theme.isDark;
  return {
    text: tokenColour('--text'), muted: tokenColour('--muted'), line: tokenColour('--line'), surface: tokenColour('--surface'),
    font: getComputedStyle(element).fontFamily, colour: (index) => seriesColour(index, dark),
  };
}
type Option = Record<string, unknown>;

function axisText(value: number, unit: ChartModel['unit']): string {
  if (unit === 'share') return percent(value);
  if (unit === 'count') return compact(value);
  return number(value, Number.isInteger(value) ? 0 : 1);
}

function optionsOf(model: ChartModel, chart: EChartsType): Option {
  const paint = paintOf(chart.getDom());
  const narrow = chart.getWidth() < 520;
  const body = model.shape === 'bars' ? bars(model, paint, narrow) : overTime(model, paint, narrow);
  return {
    animation: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
    animationDuration: 250,
    animationDurationUpdate: 250,
    textStyle: { fontFamily: paint.font, color: paint.text },
    tooltip: tooltip(model, paint),
    ...body,
  };
}

function tooltip(model: ChartModel, paint: Paint): Option {
  return {
    trigger: 'axis',
    axisPointer: { type: model.shape === 'line' ? 'line' : 'shadow', lineStyle: { color: paint.muted, type: 'dashed' }, shadowStyle: { color: paint.muted, opacity: 0.08 } },
    confine: true,
    transitionDuration: 0.1,
    className: 'chart-tooltip',
    backgroundColor: 'transparent',
    borderWidth: 0,
    padding: 0,
    extraCssText: 'box-shadow:none',
    formatter: (items: { dataIndex: number }[]) => tooltipNode(model, items[0]?.dataIndex ?? 0, paint),
  };
}

function element(tag: string, name: string, text = ''): HTMLElement {
  const node = document.createElement(tag);
  node.className = name;
  node.textContent = text;
  return node;
}

/** What the pointer is on: the number, its interval, and how many answers it counts. */
function tooltipNode(model: ChartModel, index: number, paint: Paint): HTMLElement {
  const root = element('div', 'tip');
  root.dir = locale.isRightToLeft ? 'rtl' : 'ltr';
  root.append(element('div', 'tip-title', model.categories[index]?.long ?? ''));
  model.series.forEach((series, position) => {
    const point = series.points[index];
    const row = element('div', 'tip-row');
    const mark = element('span', 'tip-mark');
    mark.style.background = paint.colour(position);
    row.append(mark);
    if (series.name) row.append(element('span', 'tip-name', series.name));
    row.append(element('span', 'tip-value', point?.measure.value != null ? measureText(point.measure.value, model.unit) : t('flag-no-data')));
    root.append(row);
    if (point) root.append(element('div', 'tip-detail', detailOf(point, model)));
  });
  return root;
}
function detailOf({ measure, comparison }: Point, model: ChartModel): string {
  const parts = [];
  if (measure.low !== null && measure.high !== null && model.unit !== 'count') {
    parts.push(t('interval-range', { low: measureText(measure.low, model.unit), high: measureText(measure.high, model.unit) }));
  }
  if (model.unit !== 'count') parts.push(t('n-answers', { n: measure.n }));
  if (measure.flag === 'few_answers') parts.push(t('flag-few-answers'));
  if (comparison?.before.value != null) parts.push(t('chart-before', { value: measureText(comparison.before.value, model.unit) }));
  return parts.join(' · ');
}

function numberAxis(model: ChartModel, paint: Paint): Option {
  return {
    type: 'value',
    scale: model.shape === 'line',
    splitNumber: 4,
    axisLabel: { color: paint.muted, fontSize: 12, formatter: (value: number) => axisText(value, model.unit) },
    splitLine: { lineStyle: { color: paint.line } },
    ...(model.unit === 'share' && model.shape === 'line' ? { min: (extent: { min: number }) => Math.max(0, Math.floor(extent.min * 10 - 0.2) / 10), max: (extent: { max: number }) => Math.min(1, Math.ceil(extent.max * 10 + 0.2) / 10) } : {}),
    ...(model.unit === 'count' ? { minInterval: 1 } : {}),
  };
}

function overTime(model: ChartModel, paint: Paint, narrow: boolean): Option {
  const right = locale.isRightToLeft;
  const labelled = model.series.length > 1;
  const longest = Math.max(0, ...model.series.map((series) => series.name.length));
  const margin = labelled && !narrow ? Math.min(180, 24 + longest * 7.2) : 16;
  return {
    grid: { top: labelled && narrow ? 16 + 20 * Math.ceil(model.series.length / 2) : 16, bottom: 4, left: right ? margin : 4, right: right ? 4 : margin, containLabel: true },
    xAxis: {
      type: 'category', inverse: right, boundaryGap: model.shape === 'columns', data: model.categories.map(({ label }) => label),
      axisLabel: { color: paint.muted, fontSize: 12, hideOverlap: true, margin: 12, alignMinLabel: null }, axisLine: { onZero: false, lineStyle: { color: paint.line } }, axisTick: { show: false },
    },
    yAxis: { ...numberAxis(model, paint), position: right ? 'right' : 'left' },
    series: [...(labelled && !narrow && model.shape === 'line' ? [endLabels(model, paint)] : []), ...model.series.flatMap((_, index) => (model.shape === 'line' ? lines(model, index, paint) : columns(model, index, paint)))],
  };
}

const valueOf = (point: Point | null) => point?.measure.value ?? null;

function lines(model: ChartModel, index: number, paint: Paint): Option[] {
  const { name, points } = model.series[index]!;
  const colour = paint.colour(index);
  const low = points.map((point) => point?.measure.low ?? null);
  const width = points.map((point) => (point && point.measure.low !== null && point.measure.high !== null ? point.measure.high - point.measure.low : null));
  const hidden = { type: 'line', symbol: 'none', silent: true, lineStyle: { opacity: 0 }, stack: `band-${index}`, stackStrategy: 'all', tooltip: { show: false } };
  const before = points.map((point) => point?.comparison?.before.value ?? null);
  const drawn: Option[] = [
    { ...hidden, data: low },
    { ...hidden, data: width, areaStyle: { color: colour, opacity: model.series.length > 3 ? 0.08 : 0.15 } },
  ];
  if (before.some((value) => value !== null)) {
    drawn.push({ type: 'line', data: before, symbol: 'none', silent: true, lineStyle: { color: colour, width: 1.5, type: [4, 4], opacity: 0.65 }, z: 2 });
  }
  const alone = (at: number) => valueOf(points[at - 1] ?? null) === null && valueOf(points[at + 1] ?? null) === null;
  drawn.push({
    type: 'line', name, z: 3, lineStyle: { color: colour, width: 2.25 }, itemStyle: { color: colour }, symbolSize: 6, showSymbol: true, symbol: 'circle',
    data: points.map((point, at) => {
      const isWeak = point?.measure.flag === 'few_answers' || model.categories[at]?.cutOff;
      return { value: valueOf(point), symbolSize: isWeak || alone(at) || points.length <= 16 ? 6 : 0, symbol: isWeak ? 'emptyCircle' : 'circle' };
    }),
    emphasis: { focus: 'none', scale: 1.4 },
  });
  return drawn;
}

/** Each line's name at its end, pushed apart where ends lie close together. */
function endLabels(model: ChartModel, paint: Paint): Option {
  const right = locale.isRightToLeft;
  const height = 16;
  const ends = model.series.flatMap(({ name, points }, index) => {
    const at = points.findLastIndex((point) => valueOf(point) !== null);
    return at < 0 ? [] : [{ name, index, value: valueOf(points[at]!)! }];
  });
  const last = model.categories.length - 1;
  return {
    type: 'custom', silent: true, z: 5, tooltip: { show: false }, data: [[last, ends[0]?.value ?? 0]],
    renderItem: (_: unknown, api: Coordinates) => {
      const placed = ends.map((end) => ({ ...end, y: api.coord([last, end.value])[1]! })).sort((a, b) => a.y - b.y);
      for (let pass = 0; pass < 8; pass += 1) {
        for (let at = 1; at < placed.length; at += 1) {
          const gap = height - (placed[at]!.y - placed[at - 1]!.y);
          if (gap <= 0) continue;
          placed[at]!.y += gap / 2;
          placed[at - 1]!.y -= gap / 2;
        }
      }
      const x = api.coord([last, 0])[0]!;
      return {
        type: 'group',
        children: placed.map(({ name, index, y }) => ({
          type: 'text',
          style: { text: name, x: x + (right ? -12 : 12), y, align: right ? 'right' : 'left', verticalAlign: 'middle', fill: paint.colour(index), font: `600 12px ${paint.font}` },
        })),
      };
    },
  };
}

interface Coordinates { value: (dimension: number) => number; coord: (point: number[]) => number[]; size: (point: number[]) => number[] }

/** From the low to the high end of each interval. */
function whiskers(model: ChartModel, index: number, paint: Paint, horizontal: boolean): Option {
  const { points } = model.series[index]!;
  const count = model.series.length;
  return {
    type: 'custom', silent: true, z: 4, tooltip: { show: false },
    encode: horizontal ? { x: [1, 2], y: 0 } : { x: 0, y: [1, 2] },
    data: points.flatMap((point, at) => (point && point.measure.low !== null && point.measure.high !== null ? [[at, point.measure.low, point.measure.high]] : [])),
    renderItem: (_: unknown, api: Coordinates) => {
      const at = api.value(0);
      const [first, second] = [api.value(1), api.value(2)].map((value) => api.coord(horizontal ? [value, at] : [at, value]));
      const band = Math.abs(api.size([1, 1])[horizontal ? 1 : 0]!) * (count > 1 ? 0.74 : 0.6);
      const direction = horizontal || !locale.isRightToLeft ? 1 : -1;
      const shift = ((index - (count - 1) / 2) * band * direction) / count;
      const cap = 3;
      const [x1, y1, x2, y2] = [first![0]!, first![1]!, second![0]!, second![1]!];
      const shape = horizontal
        ? `M${x1},${y1 + shift}L${x2},${y1 + shift}M${x1},${y1 + shift - cap}v${cap * 2}M${x2},${y1 + shift - cap}v${cap * 2}`
        : `M${x1 + shift},${y1}L${x1 + shift},${y2}M${x1 + shift - cap},${y1}h${cap * 2}M${x1 + shift - cap},${y2}h${cap * 2}`;
      return { type: 'path', shape: { pathData: shape }, style: { stroke: paint.text, lineWidth: 1.25, fill: 'none', opacity: 0.75 } };
    },
  };
}

function columns(model: ChartModel, index: number, paint: Paint): Option[] {
  const { name, points } = model.series[index]!;
  const few = model.categories.length <= 12 && model.series.length === 1;
  const bar: Option = {
    type: 'bar', name, itemStyle: { color: paint.colour(index), opacity: 0.88, borderRadius: [2, 2, 0, 0] },
    data: points.map((point, at) => ({ value: valueOf(point), ...(model.categories[at]?.cutOff ? { itemStyle: { opacity: 0.45 } } : {}) })),
    barCategoryGap: model.series.length > 1 ? '26%' : '40%', barGap: '0%', barMaxWidth: 48,
    label: few && points.every((point) => point?.measure.low == null)
      ? { show: true, position: 'top', color: paint.text, fontSize: 12, formatter: ({ value }: { value: number }) => axisText(value, model.unit) }
      : { show: false },
  };
  return model.unit === 'count' ? [bar] : [bar, whiskers(model, index, paint, false)];
}

function bars(model: ChartModel, paint: Paint, narrow: boolean): Option {
  const right = locale.isRightToLeft;
  return {
    grid: { top: 4, bottom: 4, left: right ? 56 : 4, right: right ? 4 : 56, containLabel: true },
    xAxis: { ...numberAxis(model, paint), inverse: right },
    yAxis: {
      type: 'category', inverse: true, position: right ? 'right' : 'left', data: model.categories.map(({ label }) => label),
      axisLabel: { color: paint.text, fontSize: 13, width: narrow ? 104 : 200, overflow: 'truncate', margin: 12 }, axisTick: { show: false }, axisLine: { show: true, lineStyle: { color: paint.muted } },
    },
    series: model.series.flatMap((series, index) => [
      {
        type: 'bar', name: series.name, itemStyle: { color: paint.colour(index), opacity: 0.88, borderRadius: 2 }, barCategoryGap: model.series.length > 1 ? '26%' : '40%', barGap: '0%', barMaxWidth: 28,
        data: series.points.map(valueOf),
      },
      ...(model.unit === 'count' ? [] : [whiskers(model, index, paint, true)]),
      valueLabels(model, index, paint),
    ]),
  };
}

/** The number beside each bar, clear of its whisker. */
function valueLabels(model: ChartModel, index: number, paint: Paint): Option {
  const { points } = model.series[index]!;
  const count = model.series.length;
  const right = locale.isRightToLeft;
  return {
    type: 'custom', silent: true, z: 5, tooltip: { show: false }, encode: { x: 1, y: 0 },
    data: points.flatMap((point, at) => (point?.measure.value != null ? [[at, point.measure.value, Math.max(point.measure.high ?? point.measure.value, 0)]] : [])),
    renderItem: (_: unknown, api: Coordinates) => {
      const at = api.value(0);
      const [x, y] = api.coord([api.value(2), at]);
      const band = Math.abs(api.size([1, 1])[1]!) * (count > 1 ? 0.74 : 0.6);
      const shift = ((index - (count - 1) / 2) * band) / count;
      return {
        type: 'text',
        style: { text: measureText(api.value(1), model.unit), x: x! + (right ? -8 : 8), y: y! + shift, align: right ? 'right' : 'left', verticalAlign: 'middle', fill: paint.text, font: `600 12px ${paint.font}` },
      };
    },
  };
}
