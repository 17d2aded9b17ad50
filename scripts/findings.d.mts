export const PAGE: string;
export function page(): string;
