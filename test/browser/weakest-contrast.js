// Run inside a page: the weakest contrast of any text with what it stands on, as WCAG 2.2 defines it (success criterion
// 1.4.3, "relative luminance").
(() => {
  const parse = (color) => color.match(/[\d.]+/g).map(Number);
  const luminance = (color) => {
    const [r, g, b] = parse(color)
      .slice(0, 3)
      .map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const groundOf = (element) => {
    const { backgroundColor } = getComputedStyle(element);
    const isClear = parse(backgroundColor)[3] === 0;
    return isClear && element.parentElement ? groundOf(element.parentElement) : backgroundColor;
  };
  const texts = [...document.querySelectorAll('h1, p, li, button, a, code, span')].filter((element) =>
    [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== ''),
  );
  const measured = texts.map((element) => {
    const [a, b] = [luminance(getComputedStyle(element).color), luminance(groundOf(element))];
    return { ratio: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), text: element.textContent.trim() };
  });
  return measured.sort((one, other) => one.ratio - other.ratio)[0];
})();
