// Colours, type and defaults. One accent; greens, reds and ambers are kept for outcomes.
import { createTheme, type MantineColorsTuple } from "@mantine/core";

const accent: MantineColorsTuple = [
  "#eef1ff",
  "#dbe2ff",
  "#b8c5ff",
  "#95a8fb",
  "#7d93f5",
  "#5f78e8",
  "#455fd6",
  "#3049bd",
  "#2a40a6",
  "#1f3083",
];

const gray: MantineColorsTuple = [
  "#f7f8fa",
  "#f0f2f5",
  "#e4e7ec",
  "#d3d8e0",
  "#858e9e",
  "#6b7483",
  "#626c7c",
  "#475061",
  "#2d3442",
  "#171c26",
];

const dark: MantineColorsTuple = [
  "#e3e7ee",
  "#bcc3cf",
  "#9ba4b3",
  "#717b8b",
  "#5f6b7d",
  "#2f3744",
  "#232a35",
  "#171c25",
  "#11151c",
  "#0b0e13",
];

const fontFamily =
  '"Inter Variable", system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';

export const theme = createTheme({
  primaryColor: "accent",
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  colors: { accent, gray, dark },
  white: "#ffffff",
  black: "#171c26",
  fontFamily,
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace',
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.125rem" },
  lineHeights: { xs: "1.4", sm: "1.45", md: "1.5", lg: "1.5", xl: "1.45" },
  headings: {
    fontFamily,
    fontWeight: "620",
    sizes: {
      h1: { fontSize: "1.375rem", lineHeight: "1.3" },
      h2: { fontSize: "1rem", lineHeight: "1.4" },
      h3: { fontSize: "0.875rem", lineHeight: "1.4" },
    },
  },
  radius: { xs: "3px", sm: "5px", md: "7px", lg: "10px", xl: "16px" },
  defaultRadius: "md",
  focusRing: "auto",
  respectReducedMotion: true,
  cursorType: "pointer",
  components: {
    Button: { defaultProps: { size: "sm" } },
    TextInput: { defaultProps: { size: "sm" } },
    PasswordInput: { defaultProps: { size: "sm" } },
    Textarea: { defaultProps: { size: "sm" } },
    NumberInput: { defaultProps: { size: "sm" } },
    NativeSelect: { defaultProps: { size: "sm" } },
    Select: { defaultProps: { size: "sm" } },
    Table: { defaultProps: { verticalSpacing: 9, horizontalSpacing: "sm" } },
    Modal: { defaultProps: { centered: true, radius: "lg" } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
  },
});
